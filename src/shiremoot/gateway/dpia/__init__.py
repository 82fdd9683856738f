"""Data protection impact assessments, UK GDPR article 35: begun from the screening, signed off, reviewed."""
