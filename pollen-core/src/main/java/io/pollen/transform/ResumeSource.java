package io.pollen.transform;

import java.lang.constant.ClassDesc;

/// What the code that runs a body from await to await is made from.
///
/// @param machine the class of the machines, whose fields it uses
record ResumeSource(
    BodyAnalysis analysis, ClassDesc machine, Inputs inputs, AccessSites access, Returns returns) {}
