"""The silence procedure, and the chair's statement of consensus after a last call."""
