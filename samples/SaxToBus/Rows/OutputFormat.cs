namespace SaxToBus;

/// <summary>How buses are shown.</summary>
internal enum OutputFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>Route, id, direction, latitude and longitude, one line for each bus.</summary>
    Csv,

    /// <summary>An array of objects with all fields.</summary>
    Json,
}
