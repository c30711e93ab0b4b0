"""The words of the system: frozen values that every room shares; nothing here knows of any other room."""
