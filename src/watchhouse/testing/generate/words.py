"""The words of which names, summaries and code of generated packages are made."""

import random
from collections.abc import Mapping
from functools import cache
from importlib import resources

ADJECTIVES = tuple(
    "amber ample autumn blue bold brisk calm careful clear cold coral crisp deep distant dry eager early even "
    "fair fine firm fresh gentle golden grand green hidden honest humble keen kind large late light little "
    "lively local lucid mellow mild modern narrow neat northern olive open orange plain polite prime proper "
    "quick quiet rapid ready round royal rural sharp silent silver simple slow small smooth soft solid sound "
    "spare steady still strong sunny swift tidy tiny upper velvet warm western wide wild winter wise young".split()
)
NOUNS = tuple(
    "acorn anchor apron arch atlas badge barn basin beacon bench birch bishop blanket border bottle branch bridge "
    "brook bucket cabin candle canvas canyon carpet castle cedar chapel chart cherry circle clover cobble compass "
    "copper corner cottage cradle crater cricket curtain daisy desert drawer ember engine fabric falcon farm fern "
    "ferry fiddle forest fountain garden garnet glacier granite grove harbor harvest hazel heron hill island ivory "
    "jasper journal kettle ladder lagoon lantern ledger lemon linen lumber maple marble meadow mirror mosaic "
    "mountain needle nettle oasis orchard otter paddle parcel pebble pepper pillar pine planet plaza pocket pond "
    "prairie quarry quilt raven ribbon ridge river saddle sail satchel shelf sparrow spruce stable station summit "
    "table thimble timber trail tunnel valley vessel village walnut willow window yarrow".split()
)
VERBS = tuple(
    "align balance bind build carry chain clean collect combine compare convert count cover divide draw extend "
    "filter fold gather group join label layout level link load mark match measure merge model order pack plot "
    "reduce render resolve rotate scale select shape sort split stack store stretch sum trace transform trim "
    "unfold visit weigh wrap".split()
)
PURPOSES = tuple(
    "tools kit core lib utils client parser helpers cli data io base engine models views forms charts plots "
    "types schema queue cache store sync format".split()
)
FIRST_NAMES = tuple(
    "Ada Alma Anton Bela Carla Chidi Dana Elif Emil Farah Goran Hana Ines Ivo Jana Karim Lena Luca Maya Mei "
    "Milan Nadia Nils Noor Olga Omar Petra Ravi Rosa Sami Tara Teo Uma Vera Viktor Wanda Yusuf Zoe".split()
)
LAST_NAMES = tuple(
    "Abara Adler Bauer Berg Castro Dahl Demir Eriksen Ferrari Garcia Haas Horvat Ito Jansen Kaya Keller Kim "
    "Kowal Larsen Lopez Mensah Moreau Nagy Novak Okafor Olsen Pereira Rossi Sato Schmidt Silva Singh Tanaka "
    "Virtanen Weber Wong Yilmaz Zhang".split()
)

_SEPARATOR = "\n=====\n"


@cache
def blocks(file: str) -> tuple[str, ...]:
    """Return the blocks of the template `file`, each to be filled by `%` with `slots`."""
    text = resources.files(__package__).joinpath("templates", file).read_text(encoding="utf-8")
    return tuple(text.rstrip("\n").split(_SEPARATOR))


def slots(chance: random.Random) -> Mapping[str, str]:
    """Return a word for every slot of a template; called for every few lines of code, so it draws once."""
    drawn = chance.getrandbits(80)
    nouns = len(NOUNS)
    place = drawn % nouns
    noun = NOUNS[place]
    other = NOUNS[(place + 1 + (drawn >> 10) % (nouns - 1)) % nouns]
    adjective, verb = ADJECTIVES[(drawn >> 20) % len(ADJECTIVES)], VERBS[(drawn >> 30) % len(VERBS)]
    return {
        "noun": noun,
        "Noun": noun.title(),
        "NOUN": noun.upper(),
        "other": other,
        "Other": other.title(),
        "OTHER": other.upper(),
        "adjective": adjective,
        "Adjective": adjective.title(),
        "verb": verb,
        "Verb": verb.title(),
        "number": str(8 + (drawn >> 40) % 4_000),
        "month": str(1 + (drawn >> 60) % 12),
        "separator": "=:|;"[(drawn >> 70) % 4],
    }


def person(chance: random.Random) -> str:
    """Return the name of somebody who does not exist."""
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
