"""Inert specimen: honest functions first, the maze last."""


def area(width, height):
    """Return the area of a bed."""
    return width * height


def names(book):
    """Return the names of all plants."""
    return sorted(plant for bed in book for plant in bed)


_0x8212e = 0
_0x1af65 = 1
_0x105e3 = 2
_0x05d65 = 3
_0x1f008 = 4
_0x078aa = 5
_0x28cbe = 6
_0xc7244 = 7
_0x9f439 = 8
_0x9fff5 = 9
_0x54fd9 = 10
_0xf9000 = 11
_0x1e9b5 = 12
_0xa1ef6 = 13
_0xbc318 = 14
_0xe0a06 = 15
_0xf089e = 16
_0x553b9 = 17
_0x4a313 = 18
_0x3bc0c = 19
_0xb9fdf = 20
_0x53fb2 = 21
_0xd5ff7 = 22
_0xf4346 = 23
