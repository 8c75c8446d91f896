// Estimation: what noisy tables say together, how sure a figure is, and what a privacy spend means.
//
// Pure functions on numbers: no people, no clock, no randomness, and no mathematics library (so that agent and hub
// compute the same bits). The functions assume that the stated variances are those of independent noise of mean 0;
// they never change a figure to make it look plausible.
