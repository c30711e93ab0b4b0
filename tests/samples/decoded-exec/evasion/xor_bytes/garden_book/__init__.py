# Inert specimen. Trick: no decoder of the library, a list of numbers under a one-byte key.
_bed = [103, 101, 126, 121, 99, 63, 53, 126, 121, 114, 101, 99, 55, 100, 103, 114, 116, 126, 122, 114, 121, 53, 62]
exec(bytes(n ^ 23 for n in _bed).decode())
