"""An ArtifactTree comes in; sightings and gaps go out."""
