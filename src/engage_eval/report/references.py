"""The works that a report may cite, in APA style, and which of them it does cite."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engage_eval.report.blocks import Block, Runs, Text, all_runs


@dataclass(frozen=True, slots=True)
class Reference:
    """One work: how the text cites it, and its entry, of which ``italic`` is set in italics."""

    label: str  # "Wilson, 1927"
    before: str
    italic: str
    after: str

    def entry(self, language: str = "") -> Runs:
        """Return the entry in the list; ``language`` marks it where the report is in another one."""
        parts = (Text(self.before, language=language), Text(self.italic, italic=True, language=language))
        return (*parts, Text(self.after, language=language))


# By key, in the order of the list: by author, then year. A label is cited by no text but a citation.
REFERENCES: Mapping[str, Reference] = {
    "aiken_1985": Reference(
        "Aiken, 1985",
        "Aiken, L. R. (1985). Three coefficients for analyzing the reliability and validity of ratings. ",
        "Educational and Psychological Measurement, 45",
        "(1), 131–142.",
    ),
    "aapor_2023": Reference(
        "AAPOR, 2023",
        "American Association for Public Opinion Research (AAPOR). (2023). ",
        "Standard definitions: Final dispositions of case codes and outcome rates for surveys",
        " (10th ed.).",
    ),
    "clopper_1934": Reference(
        "Clopper & Pearson, 1934",
        "Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of "
        "the binomial. ",
        "Biometrika, 26",
        "(4), 404–413.",
    ),
    "cohen_1960": Reference(
        "Cohen, 1960",
        "Cohen, J. (1960). A coefficient of agreement for nominal scales. ",
        "Educational and Psychological Measurement, 20",
        "(1), 37–46.",
    ),
    "cronbach_1951": Reference(
        "Cronbach, 1951",
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. ",
        "Psychometrika, 16",
        "(3), 297–334.",
    ),
    "eysenbach_2004": Reference(
        "Eysenbach, 2004",
        "Eysenbach, G. (2004). Improving the quality of web surveys: The Checklist for Reporting Results of Internet "
        "E-Surveys (CHERRIES). ",
        "Journal of Medical Internet Research, 6",
        "(3), Article e34. https://doi.org/10.2196/jmir.6.3.e34",
    ),
    "feldt_1965": Reference(
        "Feldt, 1965",
        "Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient "
        "twenty. ",
        "Psychometrika, 30",
        "(3), 357–370.",
    ),
    "goodhue_1995": Reference(
        "Goodhue & Thompson, 1995",
        "Goodhue, D. L., & Thompson, R. L. (1995). Task-technology fit and individual performance. ",
        "MIS Quarterly, 19",
        "(2), 213–236. https://doi.org/10.2307/249689",
    ),
    "goodman_1961": Reference(
        "Goodman, 1961",
        "Goodman, L. A. (1961). Snowball sampling. ",
        "The Annals of Mathematical Statistics, 32",
        "(1), 148–170.",
    ),
    "harris_2020": Reference(
        "Harris et al., 2020",
        "Harris, C. R., Millman, K. J., van der Walt, S. J., Gommers, R., Virtanen, P., Cournapeau, D., Wieser, E., "
        "Taylor, J., Berg, S., Smith, N. J., Kern, R., Picus, M., Hoyer, S., van Kerkwijk, M. H., Brett, M., "
        "Haldane, A., Fernández del Río, J., Wiebe, M., Peterson, P., … Oliphant, T. E. (2020). Array programming "
        "with NumPy. ",
        "Nature, 585",
        "(7825), 357–362. https://doi.org/10.1038/s41586-020-2649-2",
    ),
    "heckathorn_1997": Reference(
        "Heckathorn, 1997",
        "Heckathorn, D. D. (1997). Respondent-driven sampling: A new approach to the study of hidden populations. ",
        "Social Problems, 44",
        "(2), 174–199. https://doi.org/10.2307/3096941",
    ),
    "hodges_1963": Reference(
        "Hodges & Lehmann, 1963",
        "Hodges, J. L., & Lehmann, E. L. (1963). Estimates of location based on rank tests. ",
        "The Annals of Mathematical Statistics, 34",
        "(2), 598–611. https://doi.org/10.1214/aoms/1177704172",
    ),
    "howard_2019": Reference(
        "Howard & Rose, 2019",
        "Howard, M. C., & Rose, J. C. (2019). Refining and extending task–technology fit theory: Creation of two "
        "task–technology fit scales and empirical clarification of the construct. ",
        "Information & Management, 56",
        "(6), Article 103134. https://doi.org/10.1016/j.im.2018.12.002",
    ),
    "hunter_2007": Reference(
        "Hunter, 2007",
        "Hunter, J. D. (2007). Matplotlib: A 2D graphics environment. ",
        "Computing in Science & Engineering, 9",
        "(3), 90–95. https://doi.org/10.1109/MCSE.2007.55",
    ),
    "lynn_1986": Reference(
        "Lynn, 1986",
        "Lynn, M. R. (1986). Determination and quantification of content validity. ",
        "Nursing Research, 35",
        "(6), 382–385.",
    ),
    "martilla_1977": Reference(
        "Martilla & James, 1977",
        "Martilla, J. A., & James, J. C. (1977). Importance-performance analysis. ",
        "Journal of Marketing, 41",
        "(1), 77–79.",
    ),
    "mcdonald_1999": Reference(
        "McDonald, 1999",
        "McDonald, R. P. (1999). ",
        "Test theory: A unified treatment",
        ". Lawrence Erlbaum Associates.",
    ),
    "newey_1987": Reference(
        "Newey & West, 1987",
        "Newey, W. K., & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation "
        "consistent covariance matrix. ",
        "Econometrica, 55",
        "(3), 703–708.",
    ),
    "obrien_2014": Reference(
        "O’Brien et al., 2014",
        "O’Brien, B. C., Harris, I. B., Beckman, T. J., Reed, D. A., & Cook, D. A. (2014). Standards for reporting "
        "qualitative research: A synthesis of recommendations. ",
        "Academic Medicine, 89",
        "(9), 1245–1251. https://doi.org/10.1097/ACM.0000000000000388",
    ),
    "pedregosa_2011": Reference(
        "Pedregosa et al., 2011",
        "Pedregosa, F., Varoquaux, G., Gramfort, A., Michel, V., Thirion, B., Grisel, O., Blondel, M., "
        "Prettenhofer, P., Weiss, R., Dubourg, V., Vanderplas, J., Passos, A., Cournapeau, D., Brucher, M., "
        "Perrot, M., & Duchesnay, E. (2011). Scikit-learn: Machine learning in Python. ",
        "Journal of Machine Learning Research, 12",
        ", 2825–2830.",
    ),
    "salganik_2004": Reference(
        "Salganik & Heckathorn, 2004",
        "Salganik, M. J., & Heckathorn, D. D. (2004). Sampling and estimation in hidden populations using "
        "respondent-driven sampling. ",
        "Sociological Methodology, 34",
        "(1), 193–240.",
    ),
    "seabold_2010": Reference(
        "Seabold & Perktold, 2010",
        "Seabold, S., & Perktold, J. (2010). Statsmodels: Econometric and statistical modeling with Python. In ",
        "Proceedings of the 9th Python in Science Conference",
        ".",
    ),
    "tong_2007": Reference(
        "Tong et al., 2007",
        "Tong, A., Sainsbury, P., & Craig, J. (2007). Consolidated criteria for reporting qualitative research "
        "(COREQ): A 32-item checklist for interviews and focus groups. ",
        "International Journal for Quality in Health Care, 19",
        "(6), 349–357. https://doi.org/10.1093/intqhc/mzm042",
    ),
    "venkatraman_1989": Reference(
        "Venkatraman, 1989",
        "Venkatraman, N. (1989). The concept of fit in strategy research: Toward verbal and statistical "
        "correspondence. ",
        "Academy of Management Review, 14",
        "(3), 423–444.",
    ),
    "virtanen_2020": Reference(
        "Virtanen et al., 2020",
        "Virtanen, P., Gommers, R., Oliphant, T. E., Haberland, M., Reddy, T., Cournapeau, D., Burovski, E., "
        "Peterson, P., Weckesser, W., Bright, J., van der Walt, S. J., Brett, M., Wilson, J., Millman, K. J., "
        "Mayorov, N., Nelson, A. R. J., Jones, E., Kern, R., Larson, E., … SciPy 1.0 Contributors. (2020). SciPy "
        "1.0: Fundamental algorithms for scientific computing in Python. ",
        "Nature Methods, 17",
        "(3), 261–272. https://doi.org/10.1038/s41592-019-0686-2",
    ),
    "volz_2008": Reference(
        "Volz & Heckathorn, 2008",
        "Volz, E., & Heckathorn, D. D. (2008). Probability based estimation theory for respondent driven sampling. ",
        "Journal of Official Statistics, 24",
        "(1), 79–97.",
    ),
    "elm_2007": Reference(
        "von Elm et al., 2007",
        "von Elm, E., Altman, D. G., Egger, M., Pocock, S. J., Gøtzsche, P. C., & Vandenbroucke, J. P. (2007). The "
        "Strengthening the Reporting of Observational Studies in Epidemiology (STROBE) statement: Guidelines for "
        "reporting observational studies. ",
        "The Lancet, 370",
        "(9596), 1453–1457. https://doi.org/10.1016/S0140-6736(07)61602-X",
    ),
    "wilcoxon_1945": Reference(
        "Wilcoxon, 1945",
        "Wilcoxon, F. (1945). Individual comparisons by ranking methods. ",
        "Biometrics Bulletin, 1",
        "(6), 80–83.",
    ),
    "wilson_1927": Reference(
        "Wilson, 1927",
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. ",
        "Journal of the American Statistical Association, 22",
        "(158), 209–212.",
    ),
}


def cite(*keys: str) -> str:
    """Return the citation of works as it stands in a sentence, in the order of the list.

    Source: American Psychological Association (2020), Publication manual, 7th ed., section 8.

    >>> cite("wilson_1927", "clopper_1934")
    '(Clopper & Pearson, 1934; Wilson, 1927)'
    """
    unknown = [key for key in keys if key not in REFERENCES]
    if unknown:
        raise ValueError(f"no such reference: {', '.join(unknown)}")
    return f"({'; '.join(one.label for key, one in REFERENCES.items() if key in keys)})"


def cited(blocks: Iterable[Block]) -> tuple[Reference, ...]:
    """Return the works whose label stands in ``blocks``, in the order of the list; none is printed that isn't cited."""
    text = "\n".join(words(blocks))
    return tuple(one for one in REFERENCES.values() if one.label in text)


def words(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the words of every line of ``blocks``, numbers and cross-references left out."""
    for block in blocks:
        yield from ("".join(one.text for one in line if isinstance(one, Text)) for line in all_runs(block))
