# Inert specimen: the chain ends in a print of two words.
_ = lambda __ : __import__("zlib").decompress(__import__("base64").b64decode(__[::-1]))
exec((_)(b"==QWIUCaAQg0T1cTM7cTI5CKRpSLLxsyQF9KMrMKrwJe"))
