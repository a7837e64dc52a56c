namespace CoroFsm.Scxml.DataModels;

/// <summary>Specifies where a piece of code of a data model's language stands in a document.</summary>
public enum ScxmlCodeKind
{
    /// <summary>A condition: <c>cond</c>.</summary>
    Condition,

    /// <summary>An expression for a value: <c>expr</c> and the attributes whose names end with it, and <c>array</c>.</summary>
    Value,

    /// <summary>A place that takes a value: <c>location</c>, <c>idlocation</c>, a name of <c>namelist</c>.</summary>
    Location,

    /// <summary>The name of a variable: <c>id</c> of a <c>data</c> element, <c>item</c> and <c>index</c> of <c>foreach</c>.</summary>
    Variable,

    /// <summary>Statements: the content of a <c>script</c> element.</summary>
    Script,
}
