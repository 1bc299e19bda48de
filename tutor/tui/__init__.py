"""The screens: what a learner sees. No rules of the course are in here, and nowhere else is Textual."""
