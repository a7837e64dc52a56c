namespace ScxmlSample;

/// <summary>Represents a statement of the specification, and how its test is to be run.</summary>
/// <param name="Id">Number of the test.</param>
/// <param name="Section">Section of the specification, such as <c>3.13</c>.</param>
/// <param name="IsMandatory">Whether a processor must pass it.</param>
/// <param name="IsManual">Whether the W3C's test needs a person.</param>
internal sealed record Assertion(string Id, string Section, bool IsMandatory, bool IsManual);
