"""What a result says beside its outcome: where constituencies differ, what they agree on, who would act; and its files."""
