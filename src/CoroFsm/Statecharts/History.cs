namespace CoroFsm.Statecharts;

/// <summary>Specifies what a history pseudo-state recalls (UML, SCXML).</summary>
public enum History
{
    /// <summary>The direct substates that were active when the state was left last; their initial substates are entered.</summary>
    Shallow,

    /// <summary>The innermost states that were active when the state was left last.</summary>
    Deep,
}
