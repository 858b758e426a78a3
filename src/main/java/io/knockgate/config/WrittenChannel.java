package io.knockgate.config;

import java.util.Optional;

/// A channel as it was written, with the place that the checks point at.
///
/// @param place where its name stands
/// @param setting empty where something could not be read, which has been told; the name is known
///     all the same
record WrittenChannel(String name, Place place, Optional<ChannelSetting> setting) {}
