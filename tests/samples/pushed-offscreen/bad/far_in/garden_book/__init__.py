# Inert specimen: what stands to the right prints two words.
import os

if os.name:
                                                                                                                                                                                                                            exec('print("inert specimen")')
