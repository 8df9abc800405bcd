"""Whether a consultation converges: agreement, spread, open objections and unanswered comments from round to round."""
