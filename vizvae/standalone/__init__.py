"""The front end where no server answers: packed with what it would ask for, in one HTML file or a folder of files."""
