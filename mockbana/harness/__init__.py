"""The test rig around the pretended Kibana: journal, faults, fixtures, control API."""
