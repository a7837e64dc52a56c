namespace SaxToBus;

/// <summary>What happened to a vehicle.</summary>
internal enum ChangeKind
{
    /// <summary>It was not there before.</summary>
    New,

    /// <summary>It is somewhere else.</summary>
    Moved,

    /// <summary>Nothing was heard of it for too long.</summary>
    Gone,
}

/// <summary>A change since the last round.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Vehicle">The vehicle, as it is now or was last.</param>
internal sealed record VehicleChange(ChangeKind Kind, Vehicle Vehicle);
