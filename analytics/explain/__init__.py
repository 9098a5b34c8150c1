"""What moves the answers of the models: shares of features, their stability, and beliefs put to the test."""
