namespace CoroFsm.Scxml.Documents;

/// <summary>Specifies the element that a state of a document comes from.</summary>
internal enum StateKind
{
    /// <summary>The <c>scxml</c> element itself.</summary>
    Root,

    State,
    Parallel,
    Final,
    History,
}
