# Inert specimen. Trick: the call hides in a decorator's argument and in a default value.
import urllib.request as _r


def tell(where):
    _r.urlopen("https://garden-seeds.invalid/" + where)
    return lambda function: function


@tell("decorator")
def area(width, height=tell("default")):
    return width, height
