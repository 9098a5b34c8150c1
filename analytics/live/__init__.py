"""The door for the dashboard: one module a question, each a pure function (reader, inputs) -> frame with reasons."""
