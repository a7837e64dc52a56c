using System.Globalization;
using System.Text;

namespace CoroFsm.Durability;

/// <summary>Represents whether the machines of a journal can be replayed with the code of today.</summary>
public sealed class ReplayReport
{
    private const int MaxShown = 20;

    internal ReplayReport(string type, IReadOnlyList<MachineReplay> failures, long machines, long records) =>
        (Type, Failures, Machines, Records) = (type, failures, machines, records);

    /// <summary>Gets the type of the machines.</summary>
    public string Type { get; }

    /// <summary>Gets the number of machines that were replayed.</summary>
    public long Machines { get; }

    /// <summary>Gets the number of records that were replayed.</summary>
    public long Records { get; }

    /// <summary>Gets the machines that cannot be replayed, in the order of the journal.</summary>
    public IReadOnlyList<MachineReplay> Failures { get; }

    /// <summary>Gets a value indicating whether all machines can be replayed.</summary>
    public bool IsClean => Failures.Count == 0;

    /// <summary>Returns the counts, and the first failures, one a line.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Type}: {Machines} machines with {Records} records were replayed; ");
        text.Append(CultureInfo.InvariantCulture, $"{Failures.Count} cannot be replayed.");
        foreach (var failure in Failures.Take(MaxShown))
            text.Append("\n  ").Append(failure);
        if (Failures.Count > MaxShown)
            text.Append(CultureInfo.InvariantCulture, $"\n  and {Failures.Count - MaxShown} more");
        return text.ToString();
    }
}
