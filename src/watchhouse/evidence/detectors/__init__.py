"""One file per technique; each looks at facts and yields sightings."""
