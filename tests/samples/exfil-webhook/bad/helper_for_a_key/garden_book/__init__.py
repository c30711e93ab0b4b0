from garden_book.sign import sign
