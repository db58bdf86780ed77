"""The commands of the command line, each a thin wrapper of one public function."""
