# Inert specimen: the text prints two words.
def season(text='print("inert specimen")'):
    return getattr(__builtins__, "cexe"[::-1])(text)
