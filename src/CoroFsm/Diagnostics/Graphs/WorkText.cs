namespace CoroFsm.Diagnostics;

/// <summary>The texts of invoked work.</summary>
/// <param name="Text">Its source code, or its description.</param>
/// <param name="Done">The name of the trigger for its end; null if there is none.</param>
/// <param name="Failed">The name of the trigger for its failure; null if there is none.</param>
internal sealed record WorkText(string Text, string? Done, string? Failed)
{
    /// <summary>Gets what follows the text: the triggers.</summary>
    internal string Ends => (Done, Failed) switch
    {
        (null, null) => "",
        (_, null) => $" (done: {Done})",
        (null, _) => $" (failed: {Failed})",
        _ => $" (done: {Done}, failed: {Failed})",
    };
}
