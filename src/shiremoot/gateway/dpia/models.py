"""Assessments, part by part as they are saved, and what was said and signed of them."""

from django.db import models


class Assessment(models.Model):
    """The assessment of one agreement's processing, over all its versions."""

    agreement = models.SlugField(primary_key=True, max_length=80)
    title = models.CharField(max_length=200)
    owner = models.SlugField(max_length=80)
    """The organisation whose officers write it: the agreement's lead."""
    screening = models.JSONField()
    """Why it is needed, as the screening of the flows answered when it was begun or last reviewed."""
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"assessment of {self.agreement}"


class Part(models.Model):
    """One question of the assessment and its answer, saved by itself."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="parts")
    name = models.SlugField(max_length=40)
    words = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "name"), name="one_answer_to_a_question"),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.assessment}"


class RiskLine(models.Model):
    """One risk to people, what is done about it, and what is left."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="risks")
    what = models.TextField()
    likelihood = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    measures = models.TextField(blank=True)
    effect = models.CharField(max_length=20, blank=True)
    residual = models.CharField(max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"risk {self.pk} of {self.assessment}"


class Advice(models.Model):
    """What the data protection officer advised, and whether it is followed; the newest counts."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="advice")
    officer = models.CharField(max_length=200)
    words = models.TextField()
    followed = models.BooleanField()
    why_not = models.TextField(blank=True)
    at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"advice on {self.assessment}"


class SignOff(models.Model):
    """That somebody accepted what risk is left. It holds for the content it was given to, and no other."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sign_offs")
    content_hash = models.CharField(max_length=64)
    by_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"sign-off of {self.assessment}"
