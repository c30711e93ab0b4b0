from garden_book.water import water
