namespace SaxToBus;

/// <summary>Counts what passes through the stages.</summary>
internal sealed class Tally
{
    /// <summary>Gets or sets how many events the feed has.</summary>
    public long Events { get; set; }

    /// <summary>Gets or sets how many buses were read.</summary>
    public long Read { get; set; }

    /// <summary>Gets the number of buses that were read, in words.</summary>
    public string BusesRead =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Read:N0} {(Read == 1 ? "bus" : "buses")} read");

    /// <summary>Gets or sets how many of them are shown.</summary>
    public long Shown { get; set; }
}
