"""What the Cases API accepts: marshmallow schemas, one module per part of the documentation."""
