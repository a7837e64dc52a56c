namespace SaxToBus;

/// <summary>What a generated feed looks like.</summary>
internal enum FeedShapeName
{
    /// <summary>The shape of the course.</summary>
    Buses,

    /// <summary>SIRI-VM.</summary>
    Siri,
}
