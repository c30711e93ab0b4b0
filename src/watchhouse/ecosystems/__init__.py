"""What PyPI, npm and NuGet mean by a name, a version, a file, an install hook; pure."""
