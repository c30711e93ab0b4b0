"""What the publisher says of a package, one reader per format; all of it hostile."""
