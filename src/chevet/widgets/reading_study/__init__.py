"""Read the same cases alone, with a right suggestion, with a wrong one: the object that chapter 11 begins with."""

from chevet.widgets.reading_study.reading_study import ReadingStudy

__all__ = ["ReadingStudy"]
