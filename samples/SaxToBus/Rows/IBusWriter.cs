namespace SaxToBus;

/// <summary>Writes buses in one format. Disposing it ends the output properly, wherever the feed broke.</summary>
internal interface IBusWriter : IDisposable
{
    /// <summary>Writes a bus, sooner or later.</summary>
    void Write(Bus bus);

    /// <summary>Hands over every bus that was written.</summary>
    void Flush();
}
