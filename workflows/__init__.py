"""Work that spans packages. Only this package and repertoire.py know them all."""
