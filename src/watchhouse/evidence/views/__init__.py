"""Facts as detectors ask for them: sorted into sheets, with what an argument says, where data goes, what is hidden."""
