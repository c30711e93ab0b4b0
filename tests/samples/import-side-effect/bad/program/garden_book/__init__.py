# Inert specimen: the host does not exist.
import subprocess

subprocess.Popen(["curl", "-s", "https://garden-seeds.invalid/imported"])
