// The command line of a tool, by CLI11.
// Layer: host tools.
#define CLI11_HAS_FILESYSTEM 0
#include "sfs-tools/arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace sfs_tools {

struct Arguments::Implementation {
    CLI::App app;
    std::string name;

    // CLI11's numbers for what was wrong are none of ours.
    int parse(int argc, char** argv) {
        CLI11_PARSE(app, argc, argv);
        return -1;
    }
};

Arguments::Arguments(const char* name, const char* purpose)
    : implementation_(std::make_unique<Implementation>()) {
    auto& app = implementation_->app;
    implementation_->name = name;
    app.name(name);
    app.description(purpose);
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.get_formatter()->column_width(28);
    app.failure_message([name](const CLI::App*, const CLI::Error& error) {
        return std::string(name) + ": " + error.what() + "\nTry '" + name + " --help'.\n";
    });
}

Arguments::~Arguments() = default;

void Arguments::footer(const char* text) { implementation_->app.footer(text); }

void Arguments::positional(const char* meta, std::string& value, const char* help) {
    implementation_->app.add_option(meta, value, help)->required()->option_text(" ");
}

void Arguments::optional_positional(const char* meta, std::string& value, const char* help) {
    implementation_->app.add_option(meta, value, help)->option_text(" ");
}

void Arguments::flag(const char* names, bool& value, const char* help) {
    implementation_->app.add_flag(names, value, help);
}

void Arguments::option(const char* names, std::string& value, const char* meta, const char* help) {
    implementation_->app.add_option(names, value, help)->option_text(meta);
}

std::optional<int> Arguments::parse(int argc, char** argv) {
    const int status = implementation_->parse(argc, argv);
    if (status < 0) {
        return {};
    }
    return status == 0 ? kDone : kUsage;
}

}  // namespace sfs_tools
