"""Files in which code rides along without being source: pickles, notebooks, shortcuts, documents, build files."""
