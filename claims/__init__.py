"""What is at issue: events, claims, their evidence, and the review that takes a claim from draft to approved."""
