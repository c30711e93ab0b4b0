"""What NuGet means by an id and a version; pure."""
