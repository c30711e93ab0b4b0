# Inert specimen. Trick: a package of the name instead of a module.
from sitecustomize import book
