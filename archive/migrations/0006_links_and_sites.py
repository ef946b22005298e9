"""What a link and an article are found by, and which site a capture is of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_kinds_of_flag"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="title_opening",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="capture",
            name="rules",
            field=models.TextField(blank=True, verbose_name="rules it was read by"),
        ),
        migrations.AddField(
            model_name="capture",
            name="site",
            field=models.CharField(blank=True, db_index=True, max_length=255, verbose_name="site"),
        ),
        migrations.AddField(
            model_name="relatedlink",
            name="headline_opening",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name="relatedlink",
            name="leads_to",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=12),
        ),
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title_unsure", "Title unsure"),
                    ("body_missing", "Body missing"),
                    ("body_unsure", "Body unsure"),
                    ("date_missing", "Date missing"),
                    ("date_unsure", "Date unsure"),
                    ("date_inferred", "Date inferred"),
                    ("date_converted", "Date converted"),
                    ("date_relative", "Date relative"),
                    ("date_unread", "Date not read"),
                    ("date_ambiguous", "Date ambiguous"),
                    ("weekday_disagrees", "Weekday disagrees"),
                    ("calendars_disagree", "Calendars disagree"),
                    ("source_missing", "Source missing"),
                    ("keywords_divided", "Keywords divided by guess"),
                    ("comments_fewer", "Fewer comments than declared"),
                    ("comments_more", "More comments than declared"),
                    ("comments_divided", "Comments divided by guess"),
                    ("link_ambiguous", "Related link ambiguous"),
                    ("text_cut_off", "Text cut off"),
                    ("encoding_repaired", "Encoding repaired"),
                ],
                db_index=True,
                max_length=24,
                verbose_name="kind",
            ),
        ),
    ]
