"""Commands: parse what was asked, call the pipeline, render what comes back."""
