# Inert specimen: what stands below prints two words.
import os


exec('print("inert specimen")')
