"""Questions with their corrections, in a page or a notebook."""

from chevet.widgets.quiz.quiz import Quiz, question_state, show_quiz

__all__ = ["Quiz", "question_state", "show_quiz"]
