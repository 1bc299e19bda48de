"""The class: a learner's progress goes to a broker, and the instructor's board shows where everybody is.

Learner: ``share`` reads the journal, ``sender`` sends what is new. Instructor: ``host`` runs a
broker, ``board`` listens, ``roster`` knows who is where, ``record`` keeps every event once.
"""
